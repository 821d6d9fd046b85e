namespace ClinicaMV.Resources;

/// <summary>Every text for people, in <c>Text.es.resx</c> and <c>Text.en.resx</c>. Used as <c>IStringLocalizer&lt;Text&gt;</c>.</summary>
public sealed class Text;
