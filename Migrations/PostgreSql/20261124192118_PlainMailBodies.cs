using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicaMV.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class PlainMailBodies : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // A third of what a mail costs the server was compressing its text, which is pruned after a month.
            migrationBuilder.Sql("""ALTER TABLE "OutgoingMail" ALTER COLUMN "Message" SET STORAGE EXTERNAL""");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""ALTER TABLE "OutgoingMail" ALTER COLUMN "Message" SET STORAGE EXTENDED""");
        }
    }
}
