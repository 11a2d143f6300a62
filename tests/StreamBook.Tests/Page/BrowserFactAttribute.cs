namespace StreamBook.Tests;

/// <summary>A test that needs a browser, and is skipped with the reason where there is none.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> _whatIsMissing = new(() =>
    {
        try
        {
            BrowserProgram.FindAsync().GetAwaiter().GetResult();
            return null;
        }
        catch (LabException e)
        {
            return e.Message;
        }
    });

    public BrowserFactAttribute() => Skip = _whatIsMissing.Value;
}

/// <summary>The same for a test with parameters.</summary>
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = new BrowserFactAttribute().Skip;
}
