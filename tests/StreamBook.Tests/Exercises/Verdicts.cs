namespace StreamBook.Tests;

/// <summary>Verdicts without a lab.</summary>
internal static class Verdicts
{
    public static Verdict Of(string claim, string sentence, VerdictKind kind, string figure, string nginxVersion = "1.22.1") =>
        new(claim, sentence, kind, figure, Version.Parse(nginxVersion), "processes");
}
