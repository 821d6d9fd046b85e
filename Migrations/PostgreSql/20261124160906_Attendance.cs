using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicaMV.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class Attendance : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "VisitRooms",
                columns: table => new
                {
                    Ref = table.Column<byte[]>(type: "bytea", maxLength: 10, nullable: false),
                    AppointmentId = table.Column<long>(type: "bigint", nullable: false),
                    SpecialistId = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    StartsAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VisitRooms", x => x.Ref);
                    table.ForeignKey(
                        name: "FK_VisitRooms_Appointments_AppointmentId",
                        column: x => x.AppointmentId,
                        principalTable: "Appointments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "RoomReports",
                columns: table => new
                {
                    Key = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    RoomRef = table.Column<byte[]>(type: "bytea", nullable: false),
                    Role = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    Connection = table.Column<string>(type: "character varying(26)", maxLength: 26, nullable: false),
                    From = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    To = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    ReceivedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RoomReports", x => x.Key);
                    table.ForeignKey(
                        name: "FK_RoomReports_VisitRooms_RoomRef",
                        column: x => x.RoomRef,
                        principalTable: "VisitRooms",
                        principalColumn: "Ref",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_RoomReports_RoomRef",
                table: "RoomReports",
                column: "RoomRef");

            migrationBuilder.CreateIndex(
                name: "IX_VisitRooms_AppointmentId",
                table: "VisitRooms",
                column: "AppointmentId");

            migrationBuilder.CreateIndex(
                name: "IX_VisitRooms_StartsAt",
                table: "VisitRooms",
                column: "StartsAt");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "RoomReports");

            migrationBuilder.DropTable(
                name: "VisitRooms");
        }
    }
}
