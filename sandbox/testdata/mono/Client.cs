// A client of MONT Content that reads answers as .NET programs do, with DataContractSerializer, and prints all that it
// has read: a line for each value, with the path of members that leads to it.
//
//     client.exe ADDRESS LOGIN PASSWORD [RESPONSE CALL]...
//
// RESPONSE names the class of the answer to CALL, such as ProductListResponse /GetAllProducts?withPrice=True. The
// answer to the second CALL is printed below /1, and so on.

using System;
using System.Collections;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Reflection;
using System.Runtime.Serialization;
using System.Text;

static class Client
{
    static readonly TextWriter Out = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false));

    static int Main(string[] args)
    {
        for (int i = 3; i + 1 < args.Length; i += 2)
        {
            Type type = Assembly.GetExecutingAssembly().GetType(args[i], true);
            try
            {
                Print("/" + (i - 3) / 2, Ask(type, args[0] + args[i + 1], args[1], args[2]));
            }
            catch (Exception e) when (e is SerializationException || e is WebException)
            {
                Console.Error.WriteLine("{0}: {1}", args[i + 1], e);
                return 1;
            }
        }
        Out.Flush();
        return 0;
    }

    static object Ask(Type type, string address, string login, string password)
    {
        var request = (HttpWebRequest)WebRequest.Create(address);
        request.Proxy = null;
        request.Headers[HttpRequestHeader.Authorization] =
            "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(login + ":" + password));
        using (WebResponse response = request.GetResponse())
        using (Stream body = response.GetResponseStream())
            return new DataContractSerializer(type).ReadObject(body);
    }

    // Print writes null for nil, and "empty" for what is there without content, a list or a text.
    static void Print(string path, object value)
    {
        var list = value as IList;
        if (value == null)
            Line(path, "null");
        else if (list != null && list.Count > 0)
            for (int i = 0; i < list.Count; i++)
                Print(path + "[" + i + "]", list[i]);
        else if (list != null || value.Equals(""))
            Line(path, "empty");
        else if (value.GetType().IsDefined(typeof(DataContractAttribute)))
            foreach (FieldInfo member in value.GetType().GetFields().Where(f => f.IsDefined(typeof(DataMemberAttribute))))
                Print(path + "/" + member.Name, member.GetValue(value));
        else
            Line(path, "=" + Text(value));
    }

    static string Text(object value)
    {
        if (value is bool)
            return (bool)value ? "true" : "false";
        if (value is DateTime)
            return ((DateTime)value).ToString("o", CultureInfo.InvariantCulture);
        return Convert.ToString(value, CultureInfo.InvariantCulture);
    }

    // Line keeps one value on one line.
    static void Line(string path, string value)
    {
        Out.Write(path + "\t" + value.Replace("\\", "\\\\").Replace("\r", "\\r").Replace("\n", "\\n").Replace("\t", "\\t") + "\n");
    }
}
