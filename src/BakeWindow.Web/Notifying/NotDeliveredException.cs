namespace BakeWindow.Web.Notifying;

/// <summary>Somebody could not be told. The message says why, for people; it never holds an address or a secret.</summary>
public sealed class NotDeliveredException(string why) : Exception(why);
