using BakeWindow.Tezos.Rpc;

namespace BakeWindow.Tezos.Rights;

/// <summary>Asks one source after the other, in order of preference, until one answers.</summary>
internal static class Fallback
{
    /// <summary>The first answer.</summary>
    /// <exception cref="RpcException">Nobody answered: the failure that tells most. What is not known yet tells more than a source that is down.</exception>
    public static async Task<T> FirstAsync<TSource, T>(IReadOnlyList<TSource> sources, Func<TSource, Task<T>> ask)
    {
        RpcException? telling = null;
        foreach (var source in sources)
        {
            try
            {
                return await ask(source);
            }
            catch (RpcException e)
            {
                telling = (telling, e) switch
                {
                    (null, _) => e,
                    (RpcException.UnknownSeed before, RpcException.UnknownSeed seed) => seed.Latest > before.Latest ? seed : before,
                    (_, RpcException.UnknownSeed seed) => seed,
                    _ => telling,
                };
            }
        }

        throw telling ?? throw new InvalidOperationException("no source is configured");
    }
}
