using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace ClinicaMV.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class Companions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_OutgoingMail_AspNetUsers_RecipientId",
                table: "OutgoingMail");

            migrationBuilder.AlterColumn<string>(
                name: "RecipientId",
                table: "OutgoingMail",
                type: "character varying(26)",
                nullable: true,
                oldClrType: typeof(string),
                oldType: "character varying(26)");

            migrationBuilder.AddColumn<long>(
                name: "CompanionId",
                table: "OutgoingMail",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "Companions",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    PublicId = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    AppointmentId = table.Column<long>(type: "bigint", nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    Name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Relationship = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Language = table.Column<string>(type: "character varying(2)", maxLength: 2, nullable: false),
                    Email = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: false),
                    IsProposedByPatient = table.Column<bool>(type: "boolean", nullable: false),
                    State = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    ChangedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    InvitedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false),
                    LinkNumber = table.Column<int>(type: "integer", nullable: false),
                    BrowserHash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    EnteredAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    SeenAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    AdmittedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Companions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Companions_Appointments_AppointmentId",
                        column: x => x.AppointmentId,
                        principalTable: "Appointments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_OutgoingMail_CompanionId",
                table: "OutgoingMail",
                column: "CompanionId");

            migrationBuilder.CreateIndex(
                name: "IX_Companions_AppointmentId_Number",
                table: "Companions",
                columns: new[] { "AppointmentId", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Companions_PublicId",
                table: "Companions",
                column: "PublicId",
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "FK_OutgoingMail_AspNetUsers_RecipientId",
                table: "OutgoingMail",
                column: "RecipientId",
                principalTable: "AspNetUsers",
                principalColumn: "Id");

            migrationBuilder.AddForeignKey(
                name: "FK_OutgoingMail_Companions_CompanionId",
                table: "OutgoingMail",
                column: "CompanionId",
                principalTable: "Companions",
                principalColumn: "Id",
                onDelete: ReferentialAction.Cascade);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_OutgoingMail_AspNetUsers_RecipientId",
                table: "OutgoingMail");

            migrationBuilder.DropForeignKey(
                name: "FK_OutgoingMail_Companions_CompanionId",
                table: "OutgoingMail");

            migrationBuilder.DropTable(
                name: "Companions");

            migrationBuilder.DropIndex(
                name: "IX_OutgoingMail_CompanionId",
                table: "OutgoingMail");

            migrationBuilder.DropColumn(
                name: "CompanionId",
                table: "OutgoingMail");

            migrationBuilder.AlterColumn<string>(
                name: "RecipientId",
                table: "OutgoingMail",
                type: "character varying(26)",
                nullable: false,
                defaultValue: "",
                oldClrType: typeof(string),
                oldType: "character varying(26)",
                oldNullable: true);

            migrationBuilder.AddForeignKey(
                name: "FK_OutgoingMail_AspNetUsers_RecipientId",
                table: "OutgoingMail",
                column: "RecipientId",
                principalTable: "AspNetUsers",
                principalColumn: "Id",
                onDelete: ReferentialAction.Cascade);
        }
    }
}
