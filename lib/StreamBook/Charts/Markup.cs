using System.Text;
using System.Xml.Linq;

namespace StreamBook.Charts;

/// <summary>Pictures and tables as text. All of it passes here, so nothing a peer sent can become markup.</summary>
internal static class Markup
{
    /// <summary>
    /// The same as a value of a cell. Jupyter takes what stands between two dollar signs for mathematics, such as
    /// <c>$remote_addr:$remote_port</c>; the classes tell its typesetter, by its old and its new name, to pass on.
    /// </summary>
    public static string WriteHtml(XElement root)
    {
        if (root.Value.Contains('$'))
            root.SetAttributeValue("class", "tex2jax_ignore mathjax_ignore");
        return Write(root);
    }

    /// <summary>Well-formed XML that means the same as HTML. What XML cannot hold is replaced; the tree is changed.</summary>
    public static string Write(XElement root)
    {
        foreach (var text in root.DescendantNodes().OfType<XText>())
            text.Value = Visible(text.Value);
        foreach (var attribute in root.DescendantsAndSelf().Attributes().Where(a => !a.IsNamespaceDeclaration))
            attribute.Value = Visible(attribute.Value);
        return root.ToString(SaveOptions.DisableFormatting);
    }

    /// <summary>A control character becomes its picture (␀); what is no character, like half a surrogate pair, U+FFFD.</summary>
    public static string Visible(string text)
    {
        var visible = new StringBuilder(text.Length);
        // Enumerating runes has replaced lone surrogates already.
        foreach (var rune in text.EnumerateRunes())
            visible.Append(rune.Value switch
            {
                '\t' or '\n' => rune.ToString(),
                < 0x20 => ((char)(0x2400 + rune.Value)).ToString(),
                >= 0x7F and < 0xA0 or 0xFFFE or 0xFFFF => "\uFFFD",
                _ => rune.ToString(),
            });
        return visible.ToString();
    }
}
