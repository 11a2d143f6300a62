using System.Collections.Immutable;
using System.Text;
using StreamBook.Nginx;

namespace StreamBook;

/// <summary>
/// The part of an nginx configuration that matters, as immutable data: what stands in each context. The lab puts
/// its own directives around it (ports, logs, temporary paths, <c>proxy_pass http://backend;</c>). A directive given here
/// replaces the lab's default of the same name in the same context; the lab's <c>listen</c>, <c>pid</c>,
/// <c>error_log</c>, <c>log_format</c>, <c>upstream backend</c> and <c>server</c> stay, and further ones are added to them. With an <c>ssl_certificate</c> in <c>server</c>, the lab's <c>listen</c> says <c>ssl</c>.
/// </summary>
public sealed record NginxConfiguration
{
    /// <summary>The directives outside of every block.</summary>
    public ImmutableArray<Directive> Main { get; init; } = [];

    /// <summary>The directives in <c>http { … }</c>.</summary>
    public ImmutableArray<Directive> Http { get; init; } = [];

    /// <summary>The directives in <c>server { … }</c>.</summary>
    public ImmutableArray<Directive> Server { get; init; } = [];

    /// <summary>The directives in <c>location / { … }</c>.</summary>
    public ImmutableArray<Directive> Location { get; init; } = [];

    /// <summary>Adds directives after those that are there. It replaces none: two of one name are both rendered, and nginx judges them.</summary>
    /// <param name="directives">Text as it stands in a configuration file: <c>proxy_buffering off;</c>.</param>
    /// <param name="context">Where; the location unless told.</param>
    /// <exception cref="ArgumentException">The text cannot be read.</exception>
    public NginxConfiguration With(string directives, NginxContext context = NginxContext.Location) =>
        Replace(context, In(context).AddRange(Directive.ParseAll(directives)));

    /// <summary>Adds a directive after those that are there.</summary>
    /// <param name="directive">The directive.</param>
    /// <param name="context">Where; the location unless told.</param>
    public NginxConfiguration With(Directive directive, NginxContext context = NginxContext.Location) =>
        Replace(context, In(context).Add(directive));

    /// <summary>Adds a directive to the location, from values that may hold anything: they are quoted as needed.</summary>
    /// <param name="name">The name.</param>
    /// <param name="argument">The first value.</param>
    /// <param name="more">Further values.</param>
    /// <exception cref="ArgumentException">A value holds NUL.</exception>
    public NginxConfiguration With(string name, string argument, params IEnumerable<string> more) =>
        With(new Directive(name, more.Prepend(argument)));

    /// <summary>Removes one directive; the first of them if there are equal ones.</summary>
    /// <param name="directive">The directive.</param>
    /// <param name="context">Where; the location unless told.</param>
    /// <exception cref="ArgumentException">It is not there; the message lists what is.</exception>
    public NginxConfiguration Without(Directive directive, NginxContext context = NginxContext.Location) =>
        In(context) is var there && there.IndexOf(directive) is >= 0 and var at
            ? Replace(context, there.RemoveAt(at))
            : throw Missing(directive.ToString(), context);

    /// <summary>Removes every directive of that name, or exactly those that are given as text.</summary>
    /// <param name="nameOrDirectives">A name (<c>proxy_set_header</c>), or directives ended by a semicolon or a brace (<c>proxy_set_header Host $host;</c>).</param>
    /// <param name="context">Where; the location unless told.</param>
    /// <exception cref="ArgumentException">It is not there; the message lists what is.</exception>
    public NginxConfiguration Without(string nameOrDirectives, NginxContext context = NginxContext.Location)
    {
        if (nameOrDirectives.TrimEnd() is [.., ';' or '}'])
            return Directive.ParseAll(nameOrDirectives).Aggregate(this, (left, directive) => left.Without(directive, context));
        var left = In(context).RemoveAll(directive => directive.Name == nameOrDirectives);
        return left.Length < In(context).Length ? Replace(context, left) : throw Missing(nameOrDirectives, context);
    }

    /// <summary>
    /// Adds a certificate for this machine, made for the purpose: nginx then listens with TLS only, which is what browsers
    /// want for HTTP/2. Its address says http as before, so a client has to say https, and to accept a certificate that
    /// nobody vouches for.
    /// </summary>
    public NginxConfiguration WithSelfSignedCertificate() => this with { Server = [.. Server, .. SelfSignedCertificate.Directives] };

    /// <inheritdoc/>
    public bool Equals(NginxConfiguration? other) =>
        other is not null && Enum.GetValues<NginxContext>().All(context => In(context).SequenceEqual(other.In(context)));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Main.Length, Http.Length, Server.Length, Location.Length);

    /// <summary>The directives of each context that has any, under a comment that names it.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var context in Enum.GetValues<NginxContext>().Where(context => !In(context).IsEmpty))
        {
            text.Append(text.Length > 0 ? "\n" : "").Append($"# {context.ToString().ToLowerInvariant()}\n");
            foreach (var directive in In(context))
                directive.WriteTo(text, 0);
        }

        return text.Length > 0 ? text.ToString().TrimEnd() : "# nothing but proxy_pass";
    }

    private ImmutableArray<Directive> In(NginxContext context) => context switch
    {
        NginxContext.Main => Main,
        NginxContext.Http => Http,
        NginxContext.Server => Server,
        NginxContext.Location => Location,
        _ => throw new ArgumentOutOfRangeException(nameof(context), context, null),
    };

    private NginxConfiguration Replace(NginxContext context, ImmutableArray<Directive> directives) => context switch
    {
        NginxContext.Main => this with { Main = directives },
        NginxContext.Http => this with { Http = directives },
        NginxContext.Server => this with { Server = directives },
        _ => this with { Location = directives },
    };

    private ArgumentException Missing(string wanted, NginxContext context)
    {
        var there = In(context).IsEmpty ? "nothing" : string.Concat(In(context).Select(directive => $"\n  {directive}"));
        return new ArgumentException($"The {context.ToString().ToLowerInvariant()} context has no {wanted} to leave out. It has: {there}");
    }
}
