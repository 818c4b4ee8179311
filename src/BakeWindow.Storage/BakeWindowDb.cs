using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace BakeWindow.Storage;

/// <summary>What happened, in tables. One model for every database; a context type for each, because each has migrations of its own.</summary>
public abstract class BakeWindowDb(DbContextOptions options) : DbContext(options)
{
    /// <summary>The assembly that holds the migrations of every provider.</summary>
    internal const string MigrationsAssembly = "BakeWindow.Migrations";

    internal DbSet<MaintenanceRow> Maintenances => Set<MaintenanceRow>();

    internal DbSet<JournalRow> Entries => Set<JournalRow>();

    internal DbSet<SampleRow> Samples => Set<SampleRow>();

    internal DbSet<AuditRow> Audit => Set<AuditRow>();

    internal DbSet<RightsRow> Rights => Set<RightsRow>();

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();
        configurationBuilder.Properties<TimeSpan>().HaveConversion<TimeSpanToTicksConverter>();
        configurationBuilder.Properties<string>().HaveConversion<StorableText>();
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<MaintenanceRow>(row =>
        {
            row.ToTable("maintenances").HasKey(m => m.Key);
            row.Property(m => m.Id).IsRequired();
            row.HasIndex(m => m.Id).IsUnique();
            row.HasIndex(m => m.IsOpen);
            // Two replicas may take in a request for one node in the same moment; the second must not.
            row.HasIndex(m => m.Node).IsUnique().HasFilter("is_open");
            row.HasIndex(m => new { m.Node, m.ChangedAt });
        });
        modelBuilder.Entity<JournalRow>(row =>
        {
            row.ToTable("journal").HasKey(e => new { e.MaintenanceKey, e.Sequence });
            row.HasOne(e => e.Maintenance).WithMany().HasForeignKey(e => e.MaintenanceKey).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<SampleRow>().ToTable("samples").HasKey(s => s.Key);
        modelBuilder.Entity<SampleRow>().HasIndex(s => new { s.Node, s.At });
        modelBuilder.Entity<AuditRow>().ToTable("audit").HasKey(a => a.Key);
        modelBuilder.Entity<AuditRow>().HasIndex(a => a.At);
        modelBuilder.Entity<RightsRow>().ToTable("rights").HasKey(r => new { r.ChainId, r.Baker, r.Cycle, r.Kind });
        modelBuilder.Entity<CounterRow>().ToTable("counters").HasKey(c => c.Name);

        // Lower case everywhere, so that psql and the few hand-written statements need no quotes.
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(e => e.GetProperties()))
        {
            property.SetColumnName(SnakeCase(property.Name));
        }
    }

    private static string SnakeCase(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "_") + char.ToLowerInvariant(c) : c.ToString()));
}
