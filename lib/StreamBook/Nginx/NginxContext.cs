namespace StreamBook;

/// <summary>Where in the configuration a directive stands; nginx documents for each directive the contexts it is allowed in.</summary>
public enum NginxContext
{
    /// <summary>Outside of every block: <c>worker_processes</c>, <c>events</c>.</summary>
    Main,

    /// <summary>In <c>http { … }</c>: <c>map</c>, <c>upstream</c>, further servers.</summary>
    Http,

    /// <summary>In the lab's <c>server { … }</c>: further locations, <c>http2</c>.</summary>
    Server,

    /// <summary>In <c>location / { … }</c> of that server, which forwards to the backend.</summary>
    Location,
}
