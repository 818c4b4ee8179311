using System.Globalization;
using BakeWindow.Core.Gate;
using BakeWindow.Web.Access.SignIn;
using BakeWindow.Web.Configuration;

namespace BakeWindow.Web.Views;

/// <summary>The sign-in page.</summary>
/// <param name="Health">How the gate is; null: that is told to nobody before he signs in.</param>
/// <param name="Provider">What stands after "Continue with"; null: there is no provider.</param>
/// <param name="Emergency">True when there is an emergency account.</param>
/// <param name="Unfolded">True when its form is shown at once.</param>
/// <param name="Notice">What went wrong or was done; null: nothing.</param>
/// <param name="IsTrouble">True when it went wrong.</param>
/// <param name="Return">Where he wanted to go.</param>
/// <param name="GoingTo">What people call it; null: nowhere in particular.</param>
public sealed record SignInView(string? Health, string? Provider, bool Emergency, bool Unfolded, string? Notice, bool IsTrouble, string Return, string? GoingTo)
{
    /// <summary>The page for this configuration, world and address.</summary>
    /// <param name="signIn">The configuration.</param>
    /// <param name="world">For the line of health.</param>
    /// <param name="now">The time.</param>
    /// <param name="providerProblem">Why the provider could not be reached; null: it could.</param>
    /// <param name="problem">What the address says went wrong.</param>
    /// <param name="wanted">Where he wanted to go.</param>
    public static SignInView From(DeclaredSignIn signIn, World world, DateTimeOffset now, string? providerProblem, string? problem, string? wanted)
    {
        var address = ReturnAddress.Of(wanted);
        var down = problem == "provider-down";
        return new SignInView(
            signIn.HealthBefore ? HealthOf(world, now) : null,
            signIn.Provider?.Label,
            signIn.Emergency is not null,
            signIn.Emergency is not null && (signIn.Provider is null || down || problem is "wrong"),
            Words(problem, providerProblem, signIn),
            problem is not (null or "signed-out"),
            address,
            ReturnAddress.Words(address));
    }

    private static string HealthOf(World world, DateTimeOffset now) => world.Chain is not { } chain
        ? "gate answering, no head yet"
        : string.Create(CultureInfo.InvariantCulture, $"gate answering, head {Math.Max(0, (int)(now - chain.Head.Timestamp).TotalSeconds)} s old");

    // Only words of ours: what an address says is never repeated.
    private static string? Words(string? problem, string? providerProblem, DeclaredSignIn signIn) => problem switch
    {
        null or "" => null,
        "provider-down" => $"The sign-in of {signIn.Provider?.Label ?? "the provider"} can’t be reached{(providerProblem is null ? "" : $": {providerProblem}")}. The gate and the protections go on. "
            + (signIn.Emergency is null ? "Try again in a minute." : "Try again in a minute, or use the emergency account."),
        "refused" => "What came back from the sign-in was not good, or was too old. Start again from here.",
        "denied" => "The sign-in was broken off, or you are not let in there. Start again from here, or ask whoever manages it.",
        "wrong" => "The name or the password is wrong. Nothing else was tried with it.",
        "ended" => "Your session has ended. Sign in again: you come back to where you were.",
        "signed-out" => "You are signed out here. At the company account you may be signed in still.",
        "not-https" => "Signing in takes https, or this machine. Behind a proxy that ends TLS, declare it under BakeWindow:SignIn:KnownProxies.",
        _ => "That did not work. Start again from here.",
    };
}
