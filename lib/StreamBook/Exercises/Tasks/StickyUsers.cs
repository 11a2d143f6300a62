namespace StreamBook.Exercises.Tasks;

/// <summary>Judges 12.3 on a live nginx: an upstream group of three servers, and then of two.</summary>
internal static class StickyUsers
{
    private const int UserCount = 40;

    private static readonly Misconception _everybody = new(
        "a user is an address",
        "All these users come from one address, as do those behind a company's proxy, and all went to one server.");

    private static readonly Misconception _counted = new(
        "a hash is enough",
        "Without `consistent` the place follows from the number of servers. With one less, most places are others.");

    public static async Task JudgeAsync(Trial trial)
    {
        var answer = trial.Answer<string>();
        if (string.IsNullOrWhiteSpace(answer))
            throw Trial.Unsolved("The text is empty.");
        var lab = await trial.LabAsync();
        NginxServer[] servers =
        [
            await lab.AddNginxAsync(Named("a")), await lab.AddNginxAsync(Named("b")), await lab.AddNginxAsync(Named("c")),
        ];
        try
        {
            string[] users = [.. Enumerable.Range(0, UserCount).Select(_ => $"{trial.Random.Next(1_000, 1_000_000)}").Distinct()];
            await lab.UseAsync(Group(answer, servers));
            var homes = await HomesAsync(lab, users);
            var again = await HomesAsync(lab, [.. users.Reverse()]);
            Array.Reverse(again);
            var wanderers = homes.Zip(again).Count(pair => pair.First != pair.Second);
            trial.Require(wanderers == 0, "a user who comes again finds the same server", "no user elsewhere", $"{wanderers} of {users.Length} elsewhere", "three servers, each user twice", "nginx has to choose by something that stays the user's.");
            trial.Require(homes.Distinct().Count() == 3, "the users are spread over all three servers", "users on 3 servers", $"users on {homes.Distinct().Count()}", $"{users.Length} users, all from one address", "Choose by what tells one user from another.", homes.Distinct().Count() == 1 ? _everybody : null);
            var (gone, left) = (trial.Random.Next(3), homes.Distinct().Order().ToArray());
            await lab.UseAsync(Group(answer, [.. servers.Where((_, index) => index != gone)]));
            var after = await HomesAsync(lab, users);
            var moved = homes.Zip(after).Count(pair => pair.First != pair.Second && pair.First != left[gone]);
            trial.Require(moved == 0, "a server that goes takes only its own users along", "no other user moves", $"{moved} others move", $"server {left[gone]} is taken out", "Which parameter of `hash` is made for this?", _counted);
        }
        finally
        {
            foreach (var server in servers)
                await server.DisposeAsync();
        }
    }

    private static NginxConfiguration Named(string name) => Recipe.Bare.With($"return 200 {name};");

    private static NginxConfiguration Group(string answer, NginxServer[] servers) => Recipe.Recommended
        .With("proxy_pass http://group;")
        .With($"upstream group {{ {answer} {string.Join(' ', servers.Select(server => $"server {server.InnerUrl.Authority};"))} }}", NginxContext.Http);

    private static async Task<string[]> HomesAsync(Lab lab, string[] users)
    {
        var homes = new List<string>();
        foreach (var user in users)
            homes.Add(await lab.Nginx.GetTextAsync($"/where?user={user}"));
        return [.. homes];
    }
}
