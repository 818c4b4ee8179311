using BakeWindow.Kubernetes.Rbac;
using k8s;
using k8s.Models;

namespace BakeWindow.Kubernetes.Api;

/// <summary>Calls the API server: each call with a deadline of its own and under a named permission, each failure translated.</summary>
internal sealed class ClusterApi(IKubernetes client, TimeProvider time)
{
    /// <summary>An API server that has not answered by then is taken for gone. What was asked may still happen.</summary>
    public static TimeSpan Deadline { get; } = TimeSpan.FromSeconds(15);

    private const int PageSize = 500;

    /// <summary>Asks once.</summary>
    /// <exception cref="ApiException">It failed.</exception>
    public async Task<T> AskAsync<T>(Permission permission, Func<IKubernetes, CancellationToken, Task<T>> call, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            return await call(client, either.Token);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new ApiException(ApiFailure.Unavailable, null, $"{permission}: no answer within {Deadline.TotalSeconds:0} s", e);
        }
        catch (Exception e) when (ApiErrors.IsForeign(e))
        {
            throw ApiErrors.Translate(e, permission);
        }
    }

    /// <summary>Asks for one object; null when it is not there.</summary>
    public async Task<T?> FindAsync<T>(Permission permission, Func<IKubernetes, CancellationToken, Task<T>> call, CancellationToken ct)
        where T : class
    {
        try
        {
            return await AskAsync(permission, call, ct);
        }
        catch (ApiException e) when (e.Failure is ApiFailure.NotFound)
        {
            return null;
        }
    }

    /// <summary>One node; null when it is gone.</summary>
    public Task<V1Node?> FindNodeAsync(string name, CancellationToken ct) =>
        FindAsync(Permissions.GetNode, (k, c) => k.CoreV1.ReadNodeAsync(name, cancellationToken: c), ct);

    /// <summary>Every page of a list, and the version at which it was true.</summary>
    /// <param name="permission">What allows it.</param>
    /// <param name="page">Asks for one page, given its size and the token to go on from.</param>
    /// <param name="take">Takes what a page brings, so that big lists need not be held twice.</param>
    /// <param name="ct">Calls it off.</param>
    /// <exception cref="ApiException">A page failed; also when the rest of the list grew too old (410).</exception>
    public async Task<string> ListAsync<TList>(
        Permission permission, Func<IKubernetes, int, string?, CancellationToken, Task<TList>> page, Action<TList> take, CancellationToken ct)
        where TList : IKubernetesObject<V1ListMeta>
    {
        string? token = null;
        while (true)
        {
            var from = token;
            var list = await AskAsync(permission, (k, c) => page(k, PageSize, from, c), ct);
            take(list);
            token = list.Metadata?.ContinueProperty;
            if (string.IsNullOrEmpty(token))
            {
                return list.Metadata?.ResourceVersion ?? "";
            }
        }
    }
}
