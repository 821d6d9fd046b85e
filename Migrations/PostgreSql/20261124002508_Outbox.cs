using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicaMV.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class Outbox : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_OutgoingMail_AppointmentId_AppointmentVersion_Kind_Recipien~",
                table: "OutgoingMail");

            migrationBuilder.DropIndex(
                name: "IX_OutgoingMail_State_DueAt",
                table: "OutgoingMail");

            migrationBuilder.DropColumn(
                name: "LeasedUntil",
                table: "OutgoingMail");

            migrationBuilder.AddColumn<string>(
                name: "Address",
                table: "OutgoingMail",
                type: "character varying(254)",
                maxLength: 254,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Minutes",
                table: "OutgoingMail",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTime>(
                name: "NextAt",
                table: "OutgoingMail",
                type: "timestamp with time zone",
                nullable: false,
                defaultValue: new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified));

            migrationBuilder.AddColumn<DateTime>(
                name: "NotAfter",
                table: "OutgoingMail",
                type: "timestamp with time zone",
                nullable: false,
                defaultValue: new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified));

            migrationBuilder.AddColumn<int>(
                name: "UnheardAnswers",
                table: "OutgoingMail",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "TimeZone",
                table: "AspNetUsers",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "WantsReminders",
                table: "AspNetUsers",
                type: "boolean",
                nullable: false,
                defaultValue: true);

            // What is owed at the upgrade stays owed.
            migrationBuilder.Sql("UPDATE \"OutgoingMail\" SET \"State\" = CASE \"State\" WHEN 'Sending' THEN 'Pending' ELSE \"State\" END, \"NextAt\" = \"DueAt\", \"NotAfter\" = \"DueAt\" + interval '7 days'");

            migrationBuilder.CreateIndex(
                name: "IX_OutgoingMail_AppointmentId_AppointmentVersion_Kind_Recipien~",
                table: "OutgoingMail",
                columns: new[] { "AppointmentId", "AppointmentVersion", "Kind", "RecipientId", "Minutes" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_OutgoingMail_Bodies",
                table: "OutgoingMail",
                column: "CreatedAt",
                filter: "\"Message\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_OutgoingMail_Owed",
                table: "OutgoingMail",
                column: "NextAt",
                filter: "\"State\" IN ('Pending', 'Sending', 'Uncertain')");

            migrationBuilder.CreateIndex(
                name: "IX_OutgoingMail_State_Id",
                table: "OutgoingMail",
                columns: new[] { "State", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_OutgoingMail_AppointmentId_AppointmentVersion_Kind_Recipien~",
                table: "OutgoingMail");

            migrationBuilder.DropIndex(
                name: "IX_OutgoingMail_Bodies",
                table: "OutgoingMail");

            migrationBuilder.DropIndex(
                name: "IX_OutgoingMail_Owed",
                table: "OutgoingMail");

            migrationBuilder.DropIndex(
                name: "IX_OutgoingMail_State_Id",
                table: "OutgoingMail");

            migrationBuilder.DropColumn(
                name: "Address",
                table: "OutgoingMail");

            migrationBuilder.DropColumn(
                name: "Minutes",
                table: "OutgoingMail");

            migrationBuilder.DropColumn(
                name: "NextAt",
                table: "OutgoingMail");

            migrationBuilder.DropColumn(
                name: "NotAfter",
                table: "OutgoingMail");

            migrationBuilder.DropColumn(
                name: "UnheardAnswers",
                table: "OutgoingMail");

            migrationBuilder.DropColumn(
                name: "TimeZone",
                table: "AspNetUsers");

            migrationBuilder.DropColumn(
                name: "WantsReminders",
                table: "AspNetUsers");

            migrationBuilder.AddColumn<DateTime>(
                name: "LeasedUntil",
                table: "OutgoingMail",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_OutgoingMail_AppointmentId_AppointmentVersion_Kind_Recipien~",
                table: "OutgoingMail",
                columns: new[] { "AppointmentId", "AppointmentVersion", "Kind", "RecipientId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_OutgoingMail_State_DueAt",
                table: "OutgoingMail",
                columns: new[] { "State", "DueAt" });
        }
    }
}
