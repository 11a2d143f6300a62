using System.Net.Sockets;

namespace StreamBook.Labs.Nginx;

/// <summary>
/// Asks an nginx whether it is there. A worker answers what is no HTTP by itself, so that neither backend nor access.log
/// hears of it.
/// </summary>
internal static class Knock
{
    /// <summary>Knocks once.</summary>
    /// <param name="url">Where.</param>
    /// <param name="deadline">How long to wait for an answer.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What is missing, in a few words; null if a worker answered.</returns>
    public static async Task<string?> AtAsync(Uri url, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(deadline);
        try
        {
            await client.ConnectAsync(url.Host, url.Port, limit.Token);
            await client.Client.SendAsync("?\r\n\r\n"u8.ToArray(), limit.Token);
            await client.Client.ReceiveAsync(new byte[64], limit.Token);
            return null;
        }
        catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return $"last answer: none ({e.Message})";
        }
    }
}
