namespace StreamBook.Cli;

/// <summary>The kernel that <c>book kernel</c> runs.</summary>
internal static class EmbeddedKernel
{
    internal static Task<int> RunAsync() => Task.FromResult(0);
}
