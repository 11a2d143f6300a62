using System.Collections.Immutable;

namespace StreamBook.Nginx;

/// <summary>
/// Reads configuration as somebody writes it in a cell, without the lab's frame: a directive belongs to the innermost
/// of the lab's contexts that nginx allows it in. A block <c>http</c>, a <c>server</c> that does not listen and a
/// <c>location /</c> are the lab's own, and what is in them stays in them.
/// </summary>
internal static class NginxCell
{
    /// <summary>Reads the text of a cell.</summary>
    /// <exception cref="UnreadableConfigurationException">It is no configuration.</exception>
    public static NginxConfiguration Read(string text) => Place(Recipe.Bare, Directive.ParseAll(text), null);

    private static NginxConfiguration Place(NginxConfiguration configuration, ImmutableArray<Directive> directives, NginxContext? context) =>
        directives.Aggregate(configuration, (placed, directive) => OwnContext(directive) is { } own
            ? Place(placed, directive.Block!.Value, own)
            : placed.With(directive, context ?? Innermost(directive)));

    private static NginxContext? OwnContext(Directive directive) => directive switch
    {
        { Block: null } => null,
        { Name: "http", Arguments: [] } => NginxContext.Http,
        { Name: "server", Arguments: [] } when directive.Block.Value.All(inner => inner.Name != "listen") => NginxContext.Server,
        { Name: "location", Arguments: ["/"] } => NginxContext.Location,
        _ => null,
    };

    // A location could stand in the lab's, but would not get its requests there. Of a word that it does not know nginx says so.
    private static NginxContext Innermost(Directive directive) =>
        directive.Name == "location" ? NginxContext.Server
        : NginxVocabulary.DirectiveContexts.TryGetValue(directive.Name, out var allowed) && !allowed.IsEmpty ? allowed[^1]
        : NginxContext.Location;
}
