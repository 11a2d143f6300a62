using System.Globalization;

namespace StreamBook.Sites;

/// <summary>Where something stands in somebody's configuration.</summary>
/// <param name="File">The file, as the person names it.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The character in it, from 1.</param>
internal readonly record struct SitePlace(string File, int Line, int Column)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}");
}
