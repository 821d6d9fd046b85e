using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicaMV.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ExtraHours : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_WorkingHours_SpecialistId_Day_From",
                table: "WorkingHours");

            migrationBuilder.AddColumn<DateOnly>(
                name: "Date",
                table: "WorkingHours",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_WorkingHours_SpecialistId_Date_From_To",
                table: "WorkingHours",
                columns: new[] { "SpecialistId", "Date", "From", "To" },
                unique: true,
                filter: "\"Date\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_WorkingHours_SpecialistId_Day_From",
                table: "WorkingHours",
                columns: new[] { "SpecialistId", "Day", "From" },
                unique: true,
                filter: "\"Date\" IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_WorkingHours_SpecialistId_Date_From_To",
                table: "WorkingHours");

            migrationBuilder.DropIndex(
                name: "IX_WorkingHours_SpecialistId_Day_From",
                table: "WorkingHours");

            migrationBuilder.DropColumn(
                name: "Date",
                table: "WorkingHours");

            migrationBuilder.CreateIndex(
                name: "IX_WorkingHours_SpecialistId_Day_From",
                table: "WorkingHours",
                columns: new[] { "SpecialistId", "Day", "From" },
                unique: true);
        }
    }
}
