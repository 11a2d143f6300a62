namespace StreamBook.Tests;

/// <summary>A folder of lib/StreamBook, the rooms below it that it may use, and what it holds in a few words.</summary>
internal sealed record Room(int Floor, string Name, string Holds, params string[] Uses)
{
    /// <summary>The whole house: what is not in this table is not allowed. docs/floors.svg is drawn from it.</summary>
    public static IReadOnlyList<Room> All { get; } =
    [
        new(1, "Wording", "values in words; how a host is told to show them"),
        new(1, "Sse", "bytes become lines, fields, events, and back", "Wording"),
        new(1, "WebSockets", "bytes become frames, and back", "Wording"),
        new(1, "Nginx", "configurations, recipes, the text nginx reads"),
        new(2, "Sites", "somebody's configuration: files, includes, what is in force where", "Nginx"),
        new(2, "Timing", "what arrived when; held, in lumps or streamed", "Sse", "Wording"),
        new(3, "Diagnoses", "what is wrong with a stream, and what helps", "Timing", "Sse", "Wording"),
        new(3, "Charts", "pictures and tables", "Diagnoses", "Timing", "Sse", "WebSockets", "Wording"),
        new(4, "Linting", "what breaks streams in a configuration, unrun", "Diagnoses", "Sites"),
        new(4, "Programs", "finding and running programs", "Nginx", "Wording"),
        new(4, "Load", "many connections at once", "Charts", "Timing", "Sse", "WebSockets", "Wording"),
        new(4, "Labs", "nginx, backend, containers: start, reload, end", "Programs", "Load", "Charts", "Timing", "Nginx", "WebSockets", "Wording"),
        new(5, "Exercises", "checks, guesses, verdicts; exercises with hints and judges", "Labs", "Programs", "Charts", "Timing", "Nginx", "WebSockets", "Sse", "Wording"),
        new(5, "Trying", "somebody's configuration in a lab: a suite of streams through it, and what mends it", "Labs", "Linting", "Sites", "Timing", "Nginx"),
        new(5, "Magics", "cells that are not C#; how a host is extended", "Labs", "Programs", "Nginx", "Sse"),
    ];
}
