using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BakeWindow.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class OneOpenForEach : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_maintenances_node",
                table: "maintenances",
                column: "node",
                unique: true,
                filter: "is_open");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_maintenances_node",
                table: "maintenances");
        }
    }
}
