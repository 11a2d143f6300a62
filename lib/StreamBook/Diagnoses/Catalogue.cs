using System.Collections.Immutable;

namespace StreamBook.Diagnoses;

/// <summary>All kinds of findings. An ID is never given to another kind.</summary>
internal static partial class Catalogue
{
    // Not an initializer: those of the other files may run after it.
    public static ImmutableArray<FindingKind> All => _all.Value;

    private static readonly Lazy<ImmutableArray<FindingKind>> _all = new(() => [.. Delivery, .. Ending, .. Answer, .. Resuming, .. Format, .. Chat, .. WebSockets, .. ConfigurationKinds.All]);

    private static FindingKind Kind(string id, string title, string mechanism, NotebookSection? measured, params Cure[] cures) =>
        new() { Id = id, Title = title, Mechanism = mechanism, Measured = measured, Cures = [.. cures] };

    private static NotebookSection In(string notebook, string heading) => new(notebook, heading);
}
