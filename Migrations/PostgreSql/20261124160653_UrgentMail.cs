using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicaMV.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class UrgentMail : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_OutgoingMail_Owed",
                table: "OutgoingMail");

            migrationBuilder.AddColumn<DateTime>(
                name: "EndsAt",
                table: "OutgoingMail",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "StartsAt",
                table: "OutgoingMail",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Urgency",
                table: "OutgoingMail",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            // What is owed already waits in its own order too.
            migrationBuilder.Sql("""UPDATE "OutgoingMail" SET "Urgency" = CASE "Kind" WHEN 'AppointmentReminder' THEN 2 ELSE 1 END WHERE "State" IN ('Pending', 'Sending', 'Uncertain')""");

            migrationBuilder.CreateIndex(
                name: "IX_OutgoingMail_Owed",
                table: "OutgoingMail",
                columns: new[] { "Urgency", "NextAt" },
                filter: "\"State\" IN ('Pending', 'Sending', 'Uncertain')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_OutgoingMail_Owed",
                table: "OutgoingMail");

            migrationBuilder.DropColumn(
                name: "EndsAt",
                table: "OutgoingMail");

            migrationBuilder.DropColumn(
                name: "StartsAt",
                table: "OutgoingMail");

            migrationBuilder.DropColumn(
                name: "Urgency",
                table: "OutgoingMail");

            migrationBuilder.CreateIndex(
                name: "IX_OutgoingMail_Owed",
                table: "OutgoingMail",
                column: "NextAt",
                filter: "\"State\" IN ('Pending', 'Sending', 'Uncertain')");
        }
    }
}
