namespace StreamBook.Tests;

/// <summary>The Python of this machine, which a notebook can do without: scripts stand in for it where its answer counts.</summary>
[FullLane]
public sealed class PythonProgramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streambook-python-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_first_of_version_3_is_taken()
    {
        var python = await PythonProgram.FindAsync([Script("two", "echo Python 2.7.18"), Script("three", "echo Python 3.11.2")], default);

        (python.Version, Path.GetFileName(python.Path)).ShouldBe(("Python 3.11.2", "three"));
    }

    [Fact]
    public async Task Where_there_is_none_it_says_how_to_get_one()
    {
        var missing = await Should.ThrowAsync<LabException>(() => PythonProgram.FindAsync([Path.Combine(_folder, "none")], default));

        missing.Observation.ShouldContain(Path.Combine(_folder, "none"));
        missing.Advice.ShouldContain(PythonProgram.InstallCommand);
        missing.Advice.ShouldContain(PythonProgram.PathVariable);
    }

    [Fact]
    public async Task A_script_that_serves_is_there_until_it_is_disposed()
    {
        var server = await (await PythonProgram.FindAsync()).ServeAsync("""
            from http.server import BaseHTTPRequestHandler, HTTPServer

            class Hello(BaseHTTPRequestHandler):
                def do_GET(self):
                    self.send_response(200)
                    self.send_header("Content-Type", "text/event-stream")
                    self.end_headers()
                    self.wfile.write(b"data: hello\n\n")

            server = HTTPServer(("127.0.0.1", 0), Hello)
            print(f"http://127.0.0.1:{server.server_port}/")
            server.serve_forever()
            """);

        (await Capture.EventStreamAsync(server.Url)).Events.Single().Event.Data.ShouldBe("hello");
        await server.DisposeAsync();
        (await Capture.EventStreamAsync(server.Url)).Status.ShouldBeNull();
    }

    [Fact]
    public async Task A_script_that_fails_is_told_with_its_own_words()
    {
        var python = await PythonProgram.FindAsync();

        var failure = await Should.ThrowAsync<LabException>(() => python.ServeAsync("raise SystemExit('no port left')"));

        failure.Message.ShouldContain("no port left");
    }

    private string Script(string name, string line)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, $"#!/bin/sh\n{line}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
