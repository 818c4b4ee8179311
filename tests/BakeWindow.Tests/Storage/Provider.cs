namespace BakeWindow.Tests.Storage;

/// <summary>The databases that every claim about storage is tested on.</summary>
public enum Provider
{
    Sqlite,
    Postgres,
}
