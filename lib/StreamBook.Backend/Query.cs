using System.Globalization;
using System.Text;

namespace StreamBook.Backend;

/// <summary>The query of a request, read strictly: a parameter that is unknown or out of range answers 400, so that a slip of the pen does not pass for a measurement.</summary>
internal sealed class Query(HttpContext context)
{
    private readonly List<string> _known = [];

    public int Whole(string name, int otherwise, int maximum, int minimum = 0)
    {
        if (Text(name, "") is var text && text.Length == 0)
            return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= minimum && value <= maximum
            ? value
            : throw new BadRequestException($"{name} must be a whole number from {minimum} to {maximum}, not '{text}'.");
    }

    public string Choice(string name, string otherwise, params string[] choices)
    {
        var text = Text(name, otherwise);
        return choices.Contains(text) ? text : throw new BadRequestException($"{name} must be one of '{string.Join("', '", choices)}', not '{text}'.");
    }

    /// <summary>Bytes in hexadecimal digits.</summary>
    public byte[] Bytes(string name)
    {
        var text = Text(name, "");
        try
        {
            return Convert.FromHexString(text);
        }
        catch (FormatException)
        {
            throw new BadRequestException($"{name} must be pairs of hexadecimal digits, not '{text}'.");
        }
    }

    /// <summary>A value that may stand in one line.</summary>
    public string Line(string name)
    {
        var text = Text(name, "");
        return text.AsSpan().ContainsAny('\r', '\n', '\0') ? throw new BadRequestException($"{name} must not hold CR, LF or NUL.") : text;
    }

    /// <summary>A value that may stand in a header, which the server writes as ASCII (RFC 9110, section 5.5).</summary>
    public string HeaderValue(string name) => CheckHeaderValue(name, Text(name, ""));

    /// <summary>The value, unless it cannot stand in a header.</summary>
    public static string CheckHeaderValue(string name, string value) => value.All(c => c is >= ' ' and <= '~' or '\t')
        ? value
        : throw new BadRequestException($"{name} becomes a header, which holds printable ASCII only; '{value}' has other characters.");

    public string Text(string name, string otherwise)
    {
        _known.Add(name);
        return context.Request.Query[name] switch
        {
            [] => otherwise,
            [var value] => value ?? "",
            _ => throw new BadRequestException($"{name} must be given once."),
        };
    }

    /// <summary>Refuses what was not asked for. Call it when all parameters are read.</summary>
    public void End()
    {
        if (context.Request.Query.Keys.FirstOrDefault(name => !_known.Contains(name)) is { } unknown)
            throw new BadRequestException($"{context.Request.Path} has no parameter '{unknown}'; it has {string.Join(", ", _known)}.");
    }
}

/// <summary>Answered with 400 and the message.</summary>
internal sealed class BadRequestException(string message) : Exception(message);
