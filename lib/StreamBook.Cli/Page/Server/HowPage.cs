namespace StreamBook.Cli.Page.Server;

/// <summary>The page about its own stream, which it shows as it comes.</summary>
internal static class HowPage
{
    public static string Render(string lastEventId) => WorkLayout.Render("How this page works", "how.js", lastEventId, """
        <main id="content" class="text">
        <h1>How this page works</h1>
        <p>All that runs in this workbook reaches your browser over <strong>one event stream</strong>, <code>/events</code>, written by the encoder that the course is about. Below you see it live: run a cell in another tab and look.</p>
        <h2>The stream, as it comes</h2>
        <p id="role" role="status">Not connected yet.</p>
        <pre id="raw" tabindex="0" role="log" aria-label="The events of this browser's stream"></pre>
        <h2>What it does, and why</h2>
        <ul>
        <li><strong>One stream for all tabs.</strong> Over HTTP/1.1 a browser opens six connections to a host; six tabs with a stream each would leave none for anything else (notebook 08 measures it). So the tabs choose a leader with a Web Lock; it holds the stream and passes each event on over a BroadcastChannel. When it is closed, the lock goes to another tab.</li>
        <li><strong>An ID is a run and a number.</strong> The numbers have no gap: a tab knows an old event, which it ignores, from the next one, and sees a hole.</li>
        <li><strong>After a cut</strong> the browser connects again by itself and says <code>Last-Event-ID</code>. The server has the latest events, sends what was missed, and nothing twice.</li>
        <li><strong>A foreign or too old ID</strong>, as after a restart of the server, is answered with an event <code>reset</code>: the page then asks for the whole state, which carries the ID to go on from.</li>
        <li><strong>A heartbeat</strong> every 15 seconds keeps proxies from cutting a quiet stream, and tells a page that its connection is alive.</li>
        <li><strong>Commands are POSTs.</strong> An event stream has one direction. Running, stopping and editing are requests of their own.</li>
        <li><strong>Nothing else may run code here.</strong> The server listens on this machine alone, knows your browser by a cookie, and refuses every request of another origin.</li>
        </ul>
        </main>
        """);
}
