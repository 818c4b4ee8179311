namespace BakeWindow.Simulator.Control;

/// <summary>A control call that can't be carried out; the message names the field, the value and what would be right.</summary>
public sealed class BadFaultException(string message) : Exception(message);
