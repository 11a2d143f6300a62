using System.Buffers;
using System.Collections.Immutable;
using System.Text;

namespace StreamBook.WebSockets;

/// <summary>The rules of RFC 6455, sections 5 and 7.4, for the frames that one endpoint sends one after the other.</summary>
internal sealed class FrameRules(Endpoint sender)
{
    private Opcode? _message;
    private byte[] _unfinishedCharacter = [];
    private bool _isTextInvalid;
    private bool _isClosed;

    public ImmutableArray<FrameProblem> ProblemsOf(WebSocketFrame frame)
    {
        if (_isClosed)
            return [new(null, "It comes after the close frame, and is discarded.")];
        _isClosed = frame.Opcode is Opcode.Close;
        return [.. HeaderProblems(frame).Concat(frame.IsControl ? ControlProblems(frame) : MessageProblems(frame))];
    }

    private IEnumerable<FrameProblem> HeaderProblems(WebSocketFrame frame)
    {
        // Section 5.1.
        if (frame.IsMasked != (sender is Endpoint.Client))
            yield return new(1002, sender is Endpoint.Client ? "A client must mask." : "A server must not mask.");
        // Section 5.2.
        if (frame.ReservedBits != 0)
            yield return new(1002, "A reserved bit is set, and no extension was agreed on.");
        if (!Enum.IsDefined(frame.Opcode))
            yield return new(1002, "The opcode is reserved.");
        if (frame.LengthBits > WebSocketFrame.FewestLengthBits(frame.Payload.Length))
            yield return new(1002, "The length is not written in the fewest bits that will do.");
    }

    // Section 5.5.
    private static IEnumerable<FrameProblem> ControlProblems(WebSocketFrame frame)
    {
        if (frame.Payload.Length > 125)
            yield return new(1002, "The payload of a control frame has at most 125 bytes.");
        if (!frame.Fin)
            yield return new(1002, "A control frame must not be fragmented.");
        if (frame.Opcode is not Opcode.Close)
            yield break;
        if (frame.Payload.Length == 1)
            yield return new(1002, "A close code takes two bytes.");
        if (frame.CloseCode is { } code && !IsAllowed(code))
            yield return new(1002, $"The close code {code} must not be sent.");
        if (frame.CloseCode is not null && !IsUtf8(frame.Payload.AsSpan()[2..], isLast: true, out _))
            yield return new(1007, "The reason is not valid UTF-8.");
    }

    // Section 5.4, and 8.1 for text: the message is UTF-8 as a whole, its frames need not be.
    private IEnumerable<FrameProblem> MessageProblems(WebSocketFrame frame)
    {
        var isContinuation = frame.Opcode is Opcode.Continuation;
        if (isContinuation && _message is null)
            yield return new(1002, "There is no message to go on with.");
        if (!isContinuation && _message is not null)
            yield return new(1002, "The message before it has not ended.");
        if (!isContinuation)
            (_message, _unfinishedCharacter, _isTextInvalid) = (frame.Opcode, [], false);
        if (_message is Opcode.Text && !_isTextInvalid)
        {
            _isTextInvalid = !IsUtf8([.. _unfinishedCharacter, .. frame.Payload], frame.Fin, out _unfinishedCharacter);
            if (_isTextInvalid)
                yield return new(1007, "The text is not valid UTF-8.");
        }

        _message = frame.Fin ? null : _message;
    }

    // Section 7.4: 1004 has no meaning, 1005, 1006 and 1015 stand for close frames that did not come. 1012 to 1014 were
    // registered later: https://www.iana.org/assignments/websocket/websocket.xhtml#close-code-number
    private static bool IsAllowed(int code) => code is >= 1000 and <= 1014 and not (1004 or 1005 or 1006) or >= 3000 and <= 4999;

    private static bool IsUtf8(ReadOnlySpan<byte> bytes, bool isLast, out byte[] unfinishedCharacter)
    {
        unfinishedCharacter = [];
        while (!bytes.IsEmpty)
        {
            switch (Rune.DecodeFromUtf8(bytes, out _, out var byteCount))
            {
                case OperationStatus.Done:
                    bytes = bytes[byteCount..];
                    break;
                case OperationStatus.NeedMoreData:
                    unfinishedCharacter = bytes.ToArray();
                    return !isLast;
                default:
                    return false;
            }
        }

        return true;
    }
}
