using System.Text.RegularExpressions;

namespace StreamBook.Nginx;

/// <summary>What <c>nginx -V</c> says of itself, as far as a configuration depends on it.</summary>
/// <param name="Version">For example 1.22.1.</param>
/// <param name="ConfigureArguments">The arguments it was built with.</param>
internal sealed partial record NginxBuild(Version Version, string ConfigureArguments)
{
    /// <summary>From this version the directive <c>http2 on;</c> exists and the parameter of <c>listen</c> is deprecated.</summary>
    private static readonly Version _http2Directive = new(1, 25, 1);

    /// <summary>From this version <c>-e</c> names the error log that is used until the configuration is read.</summary>
    private static readonly Version _errorLogOption = new(1, 19, 5);

    public bool HasHttp2Directive => Version >= _http2Directive;

    public bool HasErrorLogOption => Version >= _errorLogOption;

    public bool Has(string module) => !ConfigureArguments.Contains($"--without-{module}", StringComparison.Ordinal);

    public static NginxBuild? Parse(string answer) =>
        VersionLine().Match(answer) is { Success: true } line && Version.TryParse(line.Groups[1].ValueSpan, out var version)
            ? new(version, answer)
            : null;

    [GeneratedRegex(@"nginx version: [^/\s]+/(\d+\.\d+\.\d+)")]
    private static partial Regex VersionLine();
}
