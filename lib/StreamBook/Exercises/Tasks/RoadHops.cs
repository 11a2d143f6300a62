using System.Runtime.CompilerServices;

namespace StreamBook.Exercises.Tasks;

/// <summary>Judges configurations of one of two proxies in a row.</summary>
internal static class RoadHops
{
    // Started by the first check that needs them; they end with the lab.
    private static readonly ConditionalWeakTable<Lab, Task<Hops>> _hops = [];

    private static readonly Misconception _forEver = new(
        "a limit that is long enough can do no harm",
        "A hop that never gives up keeps its client waiting as long as the one behind it does. Each hop needs an end of its own.");

    private static readonly NginxConfiguration _impatient = Patient("300ms");

    public static async Task GrowsAsync(Trial trial)
    {
        var answer = trial.Answer<NginxConfiguration>();
        trial.IsAsGiven = answer == _impatient;
        var (lab, hops) = (await trial.LabAsync(), await HopsAsync(trial));
        await Task.WhenAll(hops.Near.UseAsync(Patient("1500ms")), hops.Edge.UseAsync(answer), hops.OtherEdge.UseAsync(answer));
        var once = trial.Random.Next(1, 999_999);
        var (slow, stuck) = ($"/typed?count=1&interval=2500&retry={once}", $"/typed?count=1&interval=5000&retry={once}");
        // The same seed asks for the same address: a line of an earlier check does not count.
        var before = hops.Edge.AccessLog.Length;
        var (ended, hung) = (hops.Edge.CaptureAsync(slow), hops.OtherEdge.CaptureAsync(stuck));
        var status = (await ended).Status;
        var line = (await Eventually.SeeAsync(() => hops.Edge.AccessLog[before..], log => log.Contains($" {slow} ", StringComparison.Ordinal)))
            .Split('\n').Last(line => line.Contains($" {slow} ", StringComparison.Ordinal));
        trial.Require(status == 504 && !line.Contains(" header=- ", StringComparison.Ordinal), "the proxy near the backend gives up first, and its log names the backend",
            "504, which the near one sent after 1.5 s", $"{status}; the edge's access log: header={line.Split(" header=")[1].Split(' ')[0]}", $"GET {slow}",
            "`header=-` means that the edge gave up itself.");
        var ward = new Ward(trial, hops.Edge, lab.Backend);
        await ward.StreamsAsync(ward.FreshClock(), "an event stream flows through both");
        trial.Require((await hung).Status == 504, "the edge gives up as well, where the one behind it does not", "504 within 4 s", $"{(await hung).Status}, when the backend began at last",
            $"GET {stuck}\nthrough a near proxy that waits for an hour", "How long does a client wait at most?", _forEver);
    }

    public static async Task PassesOnAsync(Trial trial)
    {
        var answer = trial.Answer<NginxConfiguration>();
        trial.IsAsGiven = answer == Recipe.Recommended;
        var (lab, hops) = (await trial.LabAsync(), await HopsAsync(trial));
        await Task.WhenAll(hops.Near.UseAsync(answer), hops.Edge.UseAsync(Recipe.Held));
        var ward = new Ward(trial, hops.Edge, lab.Backend);
        await ward.StreamsAsync(ward.FreshClock("&accel=no"), "a stream whose backend says X-Accel-Buffering: no flows through both",
            next: "Does the edge hear what the backend said? Look at the headers that your nginx sends.");
        var path = ward.FreshClock();
        var other = await hops.Edge.CaptureAsync(path);
        trial.Require(other.Delivery is Delivery.Held, "what does not say so stays buffered at the edge", "held to the end", Ward.Figure(other), $"GET {path}",
            known: other.Delivery is Delivery.Streamed ? NginxMisconceptions.TooMuch : null);
    }

    private static NginxConfiguration Patient(string time) => Recipe.Recommended.Without("proxy_read_timeout").With($"proxy_read_timeout {time};");

    private static async Task<Hops> HopsAsync(Trial trial) => await _hops.GetValue(await trial.LabAsync(), StartAsync);

    private static async Task<Hops> StartAsync(Lab lab)
    {
        var (near, patient) = (await lab.AddNginxAsync(Recipe.Recommended), await lab.AddNginxAsync(Recipe.Recommended));
        return new(near, await lab.AddNginxAsync(Recipe.Recommended, near.InnerUrl), await lab.AddNginxAsync(Recipe.Recommended, patient.InnerUrl));
    }

    /// <summary>Two proxies in a row, and one more at the edge.</summary>
    /// <param name="Near">The one near the backend.</param>
    /// <param name="Edge">The one in front of it.</param>
    /// <param name="OtherEdge">One in front of a proxy that waits for an hour.</param>
    private sealed record Hops(NginxServer Near, NginxServer Edge, NginxServer OtherEdge);
}
