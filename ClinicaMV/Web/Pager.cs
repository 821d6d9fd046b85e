namespace ClinicaMV.Web;

/// <summary>The links below a list that comes in pages (<c>_Pager</c>).</summary>
/// <param name="AddressOf">Where a page of the list is.</param>
public sealed record Pager(int Page, bool HasMore, Func<int, string> AddressOf);
