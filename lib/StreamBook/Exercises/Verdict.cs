using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using StreamBook.Exercises;
using StreamBook.Wording;

namespace StreamBook;

/// <summary>
/// What an experiment says of a sentence that people believe. It is the value of a cell, or is shown with
/// <c>display</c>: a card for the learner, and for programs JSON under <see cref="MimeType"/>, which `book run`
/// collects into one table.
/// </summary>
[TypeFormatterSource(typeof(ShownVerdict), PreferredMimeTypes = [Shown.Html, Shown.PlainText, MimeType])]
public sealed partial record Verdict
{
    /// <summary>The MIME type of a verdict as JSON, an object with the names of its properties in camel case.</summary>
    public const string MimeType = "application/vnd.streambook.verdict+json";

    [JsonConstructor]
    internal Verdict(string claim, string sentence, VerdictKind kind, string figure, Version nginxVersion, string host)
    {
        ArgumentNullException.ThrowIfNull(claim);
        if (!ClaimId().IsMatch(claim))
            throw new ArgumentException($"A claim has an ID such as B2, C1.3 or F6.1, which '{claim}' is not.", nameof(claim));
        if (!Enum.IsDefined(kind))
            throw new ArgumentOutOfRangeException(nameof(kind), kind, "A verdict is true, sharper or wrong.");
        ArgumentException.ThrowIfNullOrWhiteSpace(host);
        Claim = claim;
        Sentence = Line(sentence, nameof(sentence));
        Kind = kind;
        Figure = Line(figure, nameof(figure));
        NginxVersion = nginxVersion ?? throw new ArgumentNullException(nameof(nginxVersion));
        Host = host;
    }

    /// <summary>The claim's ID: a letter and a number, and a number after a dot for a part of it, such as <c>C1.3</c>.</summary>
    public string Claim { get; }

    /// <summary>What the article or common advice says, on one line; code between backticks.</summary>
    public string Sentence { get; }

    /// <summary>Whether it is so.</summary>
    public VerdictKind Kind { get; }

    /// <summary>What was measured that decided, on one line; code between backticks.</summary>
    public string Figure { get; }

    /// <summary>The version of the nginx that it was measured on.</summary>
    public Version NginxVersion { get; }

    /// <summary>Where that nginx ran: <c>processes</c>.</summary>
    public string Host { get; }

    /// <summary>The verdict in a sign and a word, such as <c>✗ wrong</c>.</summary>
    [JsonIgnore]
    public string Word => Kind switch
    {
        VerdictKind.True => "✓ true",
        VerdictKind.Sharper => "◐ sharper",
        _ => "✗ wrong",
    };

    /// <summary>What it was measured on, such as <c>nginx 1.22.1, processes</c>.</summary>
    [JsonIgnore]
    public string MeasuredOn => $"nginx {NginxVersion}, {Host}";

    /// <summary>Settles a claim.</summary>
    /// <param name="claim">
    /// The claim's ID: <c>A1</c>, <c>B1</c> to <c>B7</c> or <c>C1</c> for the article's, or a part of one such as
    /// <c>C1.3</c>; <c>F6.1</c> for the first piece of common advice that notebook 06 puts to the test.
    /// </param>
    /// <param name="sentence">What the article or common advice says, as a sentence on one line; code between backticks.</param>
    /// <param name="kind">Whether it is so.</param>
    /// <param name="figure">What was measured that decided, on one line; of a sharper verdict it names the condition.</param>
    /// <param name="lab">The lab that it was measured in.</param>
    /// <param name="nginx">Which nginx of the lab it was measured on, where there are several versions; <see cref="Lab.Nginx"/> unless told.</param>
    /// <exception cref="ArgumentException">The ID is none; the sentence or the figure is empty or longer than a line; there is no such verdict.</exception>
    public static Verdict Of(string claim, string sentence, VerdictKind kind, string figure, Lab lab, NginxServer? nginx = null)
    {
        ArgumentNullException.ThrowIfNull(lab);
        var measured = nginx ?? lab.Nginx;
        // Before a server of one's own stands a process, also where the lab is in containers: it has one address, and a container two.
        return new(claim, sentence, kind, figure, measured.Version, measured.InnerUrl == measured.Url ? "processes" : "containers");
    }

    /// <summary>The verdict in two lines of plain text.</summary>
    public override string ToString() => $"{Word}: {Claim} {Sentence}\n  Measured: {Figure} ({MeasuredOn})";

    private static string Line(string text, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text, name);
        return text.AsSpan().ContainsAny('\n', '\r')
            ? throw new ArgumentException("It is to stand on one line.", name)
            : text.Trim();
    }

    [GeneratedRegex(@"^[A-Z][1-9][0-9]{0,2}(\.[1-9][0-9]{0,2})?\z")]
    private static partial Regex ClaimId();
}

/// <summary>Whether a claim is so.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<VerdictKind>))]
public enum VerdictKind
{
    /// <summary>As it was said.</summary>
    True,

    /// <summary>True with a condition, which the figure names.</summary>
    Sharper,

    /// <summary>Not so.</summary>
    Wrong,
}
