namespace BakeWindow.Web.Access.SignIn;

/// <summary>Where somebody wanted to go before he signed in: only ever a page of this site.</summary>
internal static class ReturnAddress
{
    /// <summary>Where nobody said where to.</summary>
    public const string Home = "/now";

    private const int Longest = 2000;

    /// <summary>The address, if it is one of ours; else <see cref="Home"/>.</summary>
    public static string Of(string? text) =>
        text is { Length: > 1 and <= Longest } && text[0] == '/' && text[1] is not ('/' or '\\') && !text.Any(c => char.IsControl(c) || c is '\\' or > '~')
        && !text.StartsWith("/signin", StringComparison.OrdinalIgnoreCase) && !text.StartsWith("/signout", StringComparison.OrdinalIgnoreCase) ? text : Home;

    /// <summary>What people call it: <c>M-214</c>, <c>calendar</c>; null when it is nowhere in particular.</summary>
    public static string? Words(string address) => address == Home ? null : Uri.UnescapeDataString(address.Split('?')[0]).Trim('/') is { Length: > 0 } path
        ? path.StartsWith("maintenance/", StringComparison.Ordinal) ? path["maintenance/".Length..] : path : null;
}
