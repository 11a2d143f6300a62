using Xunit.Abstractions;

// These tests wait more than they compute: three at a time on two cores.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
[assembly: TestCollectionOrderer("StreamBook.Tests.LongestFirst", "StreamBook.Tests")]

namespace StreamBook.Tests;

/// <summary>
/// What takes minutes begins first: a collection is run one test after the other, so one that began last would run alone at
/// the end.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] _first =
    [
        nameof(JupyterTests), ContainerCollection.Name, nameof(TaskAnswersTests), nameof(CourseTests), nameof(ExercisesTests),
        PageCollection.Name, BackendCollection.Name,
    ];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => Array.FindIndex(_first, name => collection.DisplayName.EndsWith(name, StringComparison.Ordinal)) is >= 0 and var place ? place : _first.Length);
}
