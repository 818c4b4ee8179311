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

    internal DbSet<AuditAnchorRow> AuditAnchors => Set<AuditAnchorRow>();

    internal DbSet<RightsRow> Rights => Set<RightsRow>();

    internal DbSet<TokenRow> Tokens => Set<TokenRow>();

    internal DbSet<SessionRow> Sessions => Set<SessionRow>();

    internal DbSet<ProtectionKeyRow> ProtectionKeys => Set<ProtectionKeyRow>();

    internal DbSet<HoldRow> Holds => Set<HoldRow>();

    internal DbSet<DecisionRow> Decisions => Set<DecisionRow>();

    internal DbSet<OutcomeRow> Outcomes => Set<OutcomeRow>();

    internal DbSet<CycleRow> Cycles => Set<CycleRow>();

    internal DbSet<AcceptanceRow> Acceptances => Set<AcceptanceRow>();

    internal DbSet<EvidenceRow> Evidence => Set<EvidenceRow>();

    internal DbSet<IncidentRow> Incidents => Set<IncidentRow>();

    internal DbSet<AlertRow> Alerts => Set<AlertRow>();

    internal DbSet<NoticeRow> Notices => Set<NoticeRow>();

    internal DbSet<SilenceRow> Silences => Set<SilenceRow>();

    internal DbSet<AttestedRow> Attested => Set<AttestedRow>();

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
        modelBuilder.Entity<AuditRow>(row =>
        {
            row.ToTable("audit").HasKey(a => a.Key);
            row.Property(a => a.Key).ValueGeneratedNever();
            row.HasIndex(a => a.At);
        });
        modelBuilder.Entity<AuditAnchorRow>().ToTable("audit_anchors").HasKey(a => a.Name);
        modelBuilder.Entity<RightsRow>().ToTable("rights").HasKey(r => new { r.ChainId, r.Baker, r.Cycle, r.Kind });
        modelBuilder.Entity<CounterRow>().ToTable("counters").HasKey(c => c.Name);
        modelBuilder.Entity<TokenRow>().ToTable("tokens").HasKey(t => t.Id);
        modelBuilder.Entity<SessionRow>().ToTable("sessions").HasKey(s => s.Id);
        modelBuilder.Entity<SessionRow>().HasIndex(s => s.EndsAt);
        modelBuilder.Entity<ProtectionKeyRow>().ToTable("protection_keys").HasKey(k => k.Key);
        modelBuilder.Entity<HoldRow>().ToTable("holds").HasKey(h => h.Key);
        modelBuilder.Entity<HoldRow>().HasIndex(h => h.EndsAt);
        modelBuilder.Entity<DecisionRow>(row =>
        {
            row.ToTable("decisions").HasKey(d => d.Id);
            row.HasIndex(d => d.LastAt);
            row.HasIndex(d => new { d.Node, d.At });
        });
        modelBuilder.Entity<OutcomeRow>().ToTable("outcomes").HasKey(o => new { o.ChainId, o.Baker, o.Level, o.Round });
        modelBuilder.Entity<OutcomeRow>().HasIndex(o => new { o.ChainId, o.Cycle });
        modelBuilder.Entity<CycleRow>().ToTable("cycles").HasKey(c => new { c.ChainId, c.Baker, c.Cycle });
        modelBuilder.Entity<AcceptanceRow>().ToTable("acceptances").HasKey(a => a.Key);
        modelBuilder.Entity<EvidenceRow>().ToTable("evidence").HasKey(e => e.Key);
        modelBuilder.Entity<EvidenceRow>().HasIndex(e => e.At);
        modelBuilder.Entity<IncidentRow>(row =>
        {
            row.ToTable("incidents").HasKey(i => i.Number);
            row.Property(i => i.Number).ValueGeneratedNever();
            row.HasIndex(i => i.OpenedAt);
            row.HasIndex(i => i.Subject).IsUnique().HasFilter("closed_at is null");
        });
        modelBuilder.Entity<AlertRow>().ToTable("alerts").HasKey(a => a.Id);
        modelBuilder.Entity<NoticeRow>(row =>
        {
            row.ToTable("notices").HasKey(n => n.Key);
            row.HasIndex(n => n.NextTryAt);
            row.HasIndex(n => n.MadeAt);
        });
        modelBuilder.Entity<SilenceRow>().ToTable("silences").HasKey(s => new { s.Target, s.Maintenance });
        modelBuilder.Entity<AttestedRow>().ToTable("attested").HasKey(a => new { a.ChainId, a.Baker, a.Cycle });

        // Lower case everywhere, so that psql and the few hand-written statements need no quotes.
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(e => e.GetProperties()))
        {
            property.SetColumnName(SnakeCase(property.Name));
        }
    }

    private static string SnakeCase(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "_") + char.ToLowerInvariant(c) : c.ToString()));
}
