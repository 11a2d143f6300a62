using System.Globalization;
using System.Text.RegularExpressions;

namespace StreamBook;

/// <summary>nginx does not accept a configuration. Nothing was changed by the attempt.</summary>
public sealed partial class NginxConfigurationException : Exception
{
    private NginxConfigurationException(string message, string reason, int? lineNumber, string? lineText, string configurationText)
        : base(message)
    {
        Reason = reason;
        LineNumber = lineNumber;
        LineText = lineText;
        ConfigurationText = configurationText;
    }

    /// <summary>What nginx says is wrong, without file and line: <c>unknown directive "proxy_bufering"</c>.</summary>
    public string Reason { get; }

    /// <summary>The line that nginx means, counted from 1 in <see cref="ConfigurationText"/>; null if it names none.</summary>
    public int? LineNumber { get; }

    /// <summary>That line, without its indentation.</summary>
    public string? LineText { get; }

    /// <summary>The whole text that nginx was given.</summary>
    public string ConfigurationText { get; }

    internal static NginxConfigurationException FromAnswer(string answer, string folder, string text)
    {
        var complaint = Complaint().Match(answer);
        if (!complaint.Success)
            return new($"nginx refuses the configuration:\n  {answer.Trim()}", answer.Trim(), null, null, text);
        var reason = complaint.Groups["reason"].Value;
        if (Path.GetDirectoryName(complaint.Groups["file"].Value) != folder)
            return new($"nginx refuses the configuration:\n  {complaint.Groups["all"].Value}", reason, null, null, text);
        var number = int.Parse(complaint.Groups["line"].ValueSpan, CultureInfo.InvariantCulture);
        var line = text.Split('\n').ElementAtOrDefault(number - 1)?.Trim();
        return new($"nginx refuses the configuration, line {number}:\n    {line}\n  {reason}", reason, number, line, text);
    }

    [GeneratedRegex(@"\[(?:emerg|alert|crit)\] (?:\d+#\d+: )?(?<all>(?<reason>.*) in (?<file>\S[^\n]*):(?<line>\d+)|(?<reason>.*?))\r?$", RegexOptions.Multiline)]
    private static partial Regex Complaint();
}
