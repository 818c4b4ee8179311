using BakeWindow.Core.Alerting;

namespace BakeWindow.Web.Notifying;

/// <summary>What one channel is to say.</summary>
/// <param name="Id">The same at every try, so that whoever gets it twice can drop one.</param>
/// <param name="Change">What it is about.</param>
/// <param name="Baker">The baker's name; empty: no single one.</param>
/// <param name="Link">The page that tells more; empty: it isn't known where that is.</param>
/// <param name="Title">One line.</param>
/// <param name="Text">The rest.</param>
internal sealed record Notice(string Id, AlertChange Change, string Baker, string Link, string Title, string Text);
