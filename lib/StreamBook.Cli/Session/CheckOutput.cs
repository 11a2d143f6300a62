using System.Text.Json;
using StreamBook.Cli.Kernel;

namespace StreamBook.Cli.Session;

/// <summary>What the check of an exercise said, read from the outputs of its cell.</summary>
internal static class CheckOutput
{
    /// <summary>The result that is the value of the cell; null where that is something else.</summary>
    public static CheckResult? Of(IEnumerable<CellOutput> outputs)
    {
        try
        {
            return outputs.OfType<CellOutput.Display>().LastOrDefault(display => display.IsReturnValue)?.Formats.GetValueOrDefault(CheckResult.MimeType) is { } json
                ? JsonSerializer.Deserialize<CheckResult>(json, JsonSerializerOptions.Web)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
