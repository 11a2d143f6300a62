using System.Text;
using Docker.DotNet.Models;

namespace StreamBook.Docker;

/// <summary>What the engine says while it builds, line by line, and whether the build failed: it answers 200 in any case.</summary>
internal sealed class BuildLog(IProgress<string>? progress) : IProgress<JSONMessage>
{
    private readonly StringBuilder _text = new();

    public bool HasFailed { get; private set; }

    public void Report(JSONMessage value)
    {
        HasFailed |= value.Error is not null || !string.IsNullOrEmpty(value.ErrorMessage);
        var said = value.Stream ?? value.ErrorMessage ?? (value.ProgressMessage is null ? value.Status : null) ?? "";
        foreach (var line in said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            _text.Append(line).Append('\n');
            progress?.Report(line);
        }
    }

    public override string ToString() => _text.ToString();
}
