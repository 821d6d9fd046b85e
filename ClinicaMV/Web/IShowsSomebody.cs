namespace ClinicaMV.Web;

/// <summary>A page that is about one person whom its route does not name: the look at it is on record with them.</summary>
public interface IShowsSomebody
{
    /// <summary>One of our ids, never what somebody typed.</summary>
    string? ShownPersonId { get; }
}
