using Spectre.Console;

namespace StreamBook.Cli.Commands;

/// <summary>Standard output: drawn on a terminal, plain lines elsewhere. NO_COLOR is honoured by the console itself.</summary>
internal static class Screen
{
    public static bool IsLive { get; } = !System.Console.IsOutputRedirected;

    public static IAnsiConsole Console { get; } = AnsiConsole.Create(new()
    {
        // Left to itself it writes colours into pipes and files.
        Ansi = IsLive ? AnsiSupport.Detect : AnsiSupport.No,
        ColorSystem = IsLive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Interactive = IsLive ? InteractionSupport.Detect : InteractionSupport.No,
    });

    /// <summary>Writes a table.</summary>
    /// <param name="headers">A header that begins with <c>&gt;</c> is of a column of numbers.</param>
    /// <param name="rows">Cells in Spectre's markup.</param>
    public static void WriteTable(string[] headers, IEnumerable<string[]> rows)
    {
        var table = new Spectre.Console.Table { Border = IsLive ? TableBorder.Rounded : TableBorder.None };
        foreach (var header in headers)
        {
            var isNumber = header.StartsWith('>');
            table.AddColumn(header.TrimStart('>'), column => (column.Alignment, column.NoWrap) = (isNumber ? Justify.Right : Justify.Left, isNumber));
        }

        foreach (var row in rows)
            table.AddRow(row);
        // Without a terminal there is no width to fit into, and a path broken in two helps nobody.
        if (!IsLive)
            Console.Profile.Width = 500;
        Console.Write(table);
    }
}
