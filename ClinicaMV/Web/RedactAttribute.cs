namespace ClinicaMV.Web;

/// <summary>Address or form hold a secret or a person: when something fails here, the log has its kind and its place, not its words.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RedactAttribute : Attribute;
