namespace StreamBook.Tests;

/// <summary>Tests with containers run one after the other: some of them restart things that all need.</summary>
[CollectionDefinition(Name)]
public sealed class ContainerCollection
{
    public const string Name = "containers";
}
