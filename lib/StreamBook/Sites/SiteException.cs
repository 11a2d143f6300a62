namespace StreamBook.Sites;

/// <summary>What somebody named is no configuration, or cannot be read; the message is one sentence that begins with the place.</summary>
internal sealed class SiteException(string message, Exception? inner = null) : Exception(message, inner);
