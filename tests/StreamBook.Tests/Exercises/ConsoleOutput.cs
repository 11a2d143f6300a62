namespace StreamBook.Tests;

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ConsoleOutputCollection
{
    public const string Name = "console output";
}

/// <summary>What is printed while something is done; one at a time, as there is one console.</summary>
internal static class ConsoleOutput
{
    public static string Printed(Action action)
    {
        var before = Console.Out;
        var writer = new StringWriter { NewLine = "\n" };
        Console.SetOut(writer);
        try
        {
            action();
        }
        finally
        {
            Console.SetOut(before);
        }

        return writer.ToString();
    }
}
