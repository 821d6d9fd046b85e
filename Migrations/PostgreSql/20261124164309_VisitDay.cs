using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicaMV.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class VisitDay : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTime>(
                name: "Visit_PatientSeenAt",
                table: "Appointments",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Visit_Rating",
                table: "Appointments",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "Visit_SpecialistExpectedAt",
                table: "Appointments",
                type: "timestamp with time zone",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Visit_PatientSeenAt",
                table: "Appointments");

            migrationBuilder.DropColumn(
                name: "Visit_Rating",
                table: "Appointments");

            migrationBuilder.DropColumn(
                name: "Visit_SpecialistExpectedAt",
                table: "Appointments");
        }
    }
}
