using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BakeWindow.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "audit",
                columns: table => new
                {
                    key = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    who = table.Column<string>(type: "TEXT", nullable: false),
                    subject = table.Column<string>(type: "TEXT", nullable: false),
                    detail = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "counters",
                columns: table => new
                {
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    value = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_counters", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "maintenances",
                columns: table => new
                {
                    key = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    node = table.Column<string>(type: "TEXT", nullable: false),
                    phase = table.Column<string>(type: "TEXT", nullable: false),
                    is_open = table.Column<bool>(type: "INTEGER", nullable: false),
                    requested_at = table.Column<long>(type: "INTEGER", nullable: false),
                    changed_at = table.Column<long>(type: "INTEGER", nullable: false),
                    sequence = table.Column<int>(type: "INTEGER", nullable: false),
                    record = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_maintenances", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "rights",
                columns: table => new
                {
                    chain_id = table.Column<string>(type: "TEXT", nullable: false),
                    baker = table.Column<string>(type: "TEXT", nullable: false),
                    cycle = table.Column<int>(type: "INTEGER", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    first_level = table.Column<int>(type: "INTEGER", nullable: false),
                    last_level = table.Column<int>(type: "INTEGER", nullable: false),
                    packed = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_rights", x => new { x.chain_id, x.baker, x.cycle, x.kind });
                });

            migrationBuilder.CreateTable(
                name: "samples",
                columns: table => new
                {
                    key = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    node = table.Column<string>(type: "TEXT", nullable: false),
                    outage = table.Column<long>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_samples", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "journal",
                columns: table => new
                {
                    maintenance_key = table.Column<long>(type: "INTEGER", nullable: false),
                    sequence = table.Column<int>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    phase = table.Column<string>(type: "TEXT", nullable: false),
                    note = table.Column<string>(type: "TEXT", nullable: false),
                    command = table.Column<string>(type: "TEXT", nullable: true),
                    record = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_journal", x => new { x.maintenance_key, x.sequence });
                    table.ForeignKey(
                        name: "FK_journal_maintenances_maintenance_key",
                        column: x => x.maintenance_key,
                        principalTable: "maintenances",
                        principalColumn: "key",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_audit_at",
                table: "audit",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "IX_maintenances_id",
                table: "maintenances",
                column: "id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_maintenances_is_open",
                table: "maintenances",
                column: "is_open");

            migrationBuilder.CreateIndex(
                name: "IX_maintenances_node_changed_at",
                table: "maintenances",
                columns: new[] { "node", "changed_at" });

            migrationBuilder.CreateIndex(
                name: "IX_samples_node_at",
                table: "samples",
                columns: new[] { "node", "at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "audit");

            migrationBuilder.DropTable(
                name: "counters");

            migrationBuilder.DropTable(
                name: "journal");

            migrationBuilder.DropTable(
                name: "rights");

            migrationBuilder.DropTable(
                name: "samples");

            migrationBuilder.DropTable(
                name: "maintenances");
        }
    }
}
