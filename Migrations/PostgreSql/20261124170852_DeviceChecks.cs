using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace ClinicaMV.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class DeviceChecks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "DeviceChecks",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    PersonId = table.Column<string>(type: "character varying(26)", nullable: false),
                    AppointmentId = table.Column<long>(type: "bigint", nullable: true),
                    At = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    SeenWith = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    IsFine = table.Column<bool>(type: "boolean", nullable: false),
                    Findings_Browser = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Findings_Camera = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Findings_Connection = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Findings_Microphone = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Findings_Speaker = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DeviceChecks", x => x.Id);
                    table.ForeignKey(
                        name: "FK_DeviceChecks_Appointments_AppointmentId",
                        column: x => x.AppointmentId,
                        principalTable: "Appointments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_DeviceChecks_AspNetUsers_PersonId",
                        column: x => x.PersonId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_DeviceChecks_AppointmentId",
                table: "DeviceChecks",
                column: "AppointmentId");

            migrationBuilder.CreateIndex(
                name: "IX_DeviceChecks_At",
                table: "DeviceChecks",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_DeviceChecks_ForNone",
                table: "DeviceChecks",
                column: "PersonId",
                unique: true,
                filter: "\"AppointmentId\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_DeviceChecks_PersonId_AppointmentId",
                table: "DeviceChecks",
                columns: new[] { "PersonId", "AppointmentId" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "DeviceChecks");
        }
    }
}
