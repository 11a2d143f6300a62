using System.Collections.Immutable;

namespace StreamBook.Trying;

/// <summary>One thing that was tried through a configuration.</summary>
/// <param name="Name">What, in a few words.</param>
/// <param name="Passed">Whether it came through; null if nothing can be said.</param>
/// <param name="Seen">What was seen.</param>
/// <param name="Causes">The IDs of the findings that break it, if it is broken.</param>
/// <param name="Stream">The stream whose delivery was judged; null where something else was.</param>
internal sealed record SuiteRow(string Name, bool? Passed, string Seen, ImmutableArray<string> Causes, Capture? Stream = null);
