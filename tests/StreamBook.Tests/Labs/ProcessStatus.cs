using System.Diagnostics;

namespace StreamBook.Tests;

/// <summary>Whether a process still runs; one that has ended but was not waited for does not.</summary>
internal sealed record ProcessStatus(int Id, bool IsRunning)
{
    public static ProcessStatus Of(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return new(id, !process.HasExited && !IsZombie(id));
        }
        catch (ArgumentException)
        {
            return new(id, false);
        }
    }

    private static bool IsZombie(int id)
    {
        try
        {
            return File.ReadLines($"/proc/{id}/status").Any(line => line.StartsWith("State:\tZ", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return false;
        }
    }
}
