using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicaMV.Migrations.Sqlite
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
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    PersonId = table.Column<string>(type: "TEXT", nullable: false),
                    AppointmentId = table.Column<long>(type: "INTEGER", nullable: true),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    SeenWith = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    IsFine = table.Column<bool>(type: "INTEGER", nullable: false),
                    Findings_Browser = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    Findings_Camera = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    Findings_Connection = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    Findings_Microphone = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    Findings_Speaker = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false)
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
